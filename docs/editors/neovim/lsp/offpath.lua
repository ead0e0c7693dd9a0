-- Neovim 0.11 or newer: put this file into ~/.config/nvim/lsp/ and call vim.lsp.enable('offpath') in init.lua.
return {
  cmd = { 'offpath', 'server' },
  filetypes = { 'python' },
  root_markers = { 'pyproject.toml', 'offpath.toml', 'setup.cfg', 'manage.py', '.git' },
}
