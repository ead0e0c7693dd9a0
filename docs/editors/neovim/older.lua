-- Neovim 0.7 to 0.10: source this file from init.lua, for example with `luafile ~/.config/nvim/offpath.lua`.
local markers = { 'pyproject.toml', 'offpath.toml', 'setup.cfg', 'manage.py', '.git' }

local function root_of(file)
  local start = vim.fn.fnamemodify(file, ':p:h')
  local folder = start
  while true do
    for _, marker in ipairs(markers) do
      if vim.loop.fs_stat(folder .. '/' .. marker) then return folder end
    end
    local above = vim.fn.fnamemodify(folder, ':h')
    if above == folder then return start end
    folder = above
  end
end

local started = {}

local function start(buffer, file)
  local root = root_of(file)
  local settings = { name = 'offpath', cmd = { 'offpath', 'server' }, root_dir = root }
  if vim.lsp.start then
    vim.lsp.start(settings, { bufnr = buffer })
    return
  end
  started[root] = started[root] or vim.lsp.start_client(settings)
  vim.lsp.buf_attach_client(buffer, started[root])
end

vim.api.nvim_create_autocmd('FileType', {
  pattern = 'python',
  callback = function(event) start(event.buf, event.file) end,
})
