-- Neovim 0.11 or newer: in init.lua, with lsp/offpath.lua beside it.
vim.lsp.enable('offpath')

-- Settings, where the editor is to say something else than the project's pyproject.toml:
-- vim.lsp.config('offpath', { settings = { offpath = { minConfidence = 'high' } } })
