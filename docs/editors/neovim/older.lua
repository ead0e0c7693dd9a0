-- Neovim 0.8 to 0.10: source this file from init.lua.
vim.api.nvim_create_autocmd('FileType', {
  pattern = 'python',
  callback = function(event)
    local markers = { 'pyproject.toml', 'offpath.toml', 'setup.cfg', 'manage.py', '.git' }
    local found = vim.fs.find(markers, { upward = true, path = vim.fs.dirname(event.file) })[1]
    vim.lsp.start({
      name = 'offpath',
      cmd = { 'offpath', 'server' },
      root_dir = found and vim.fs.dirname(found) or vim.fs.dirname(event.file),
    })
  end,
})
