-- What a user does in headless Neovim (0.7 and newer), its set-up being the one in docs/editors:
-- nvim --headless -i NONE -n -c "luafile neovim.lua" FILE. The buffer is left in OFFPATH_RESULT.
vim.o.swapfile = false

-- milliseconds after which what should come will not come, however busy the machine is
local patience = 60000

local function say(text) io.stdout:write(text .. '\n') end

local function fail(text)
  say('FAIL ' .. text)
  vim.cmd('cquit 1')
end

local function wait(what, condition)
  if not vim.wait(patience, condition, 20) then fail('timeout: ' .. what) end
end

local get_clients = vim.lsp.get_clients or vim.lsp.get_active_clients

local function codes(buffer)
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    table.insert(found, ('%d:%s'):format(diagnostic.lnum + 1, diagnostic.code))
  end
  table.sort(found)
  return table.concat(found, ' ')
end

local function expect(buffer, expected)
  if not vim.wait(patience, function() return codes(buffer) == expected end, 20) then
    fail(('expected "%s", found "%s"'):format(expected, codes(buffer)))
  end
  say('findings: ' .. expected)
end

-- Applies the action of this title at the first finding of a rule, as a user does who picks it from the menu.
local function apply(buffer, rule, title)
  local diagnostics = vim.diagnostic.get(buffer)
  table.sort(diagnostics, function(one, other) return one.lnum < other.lnum end)
  for _, diagnostic in ipairs(diagnostics) do
    if diagnostic.code == rule then
      vim.api.nvim_win_set_cursor(0, { diagnostic.lnum + 1, diagnostic.col })
      vim.cmd('let &g:undolevels = &g:undolevels') -- what a script does is one change otherwise, what a user does is not
      local before = vim.api.nvim_buf_get_changedtick(buffer)
      vim.ui.select = function(items, options, choose)
        for index, item in ipairs(items) do
          local shown = options.format_item and options.format_item(item) or ''
          if shown:find(title, 1, true) then return choose(item, index) end
        end
        fail('no action "' .. title .. '"')
      end
      vim.lsp.buf.code_action()
      wait('edit of ' .. title, function() return vim.api.nvim_buf_get_changedtick(buffer) ~= before end)
      say('applied: ' .. title)
      return
    end
  end
  fail('no finding of ' .. rule)
end

local done, problem = pcall(function()
  local version = vim.version()
  say(('nvim %d.%d.%d'):format(version.major, version.minor, version.patch))
  local buffer = vim.api.nvim_get_current_buf()
  wait('client', function()
    local client = get_clients()[1]
    return client and (client.initialized or client.server_capabilities)
  end)
  expect(buffer, '11:missing-timeout 15:debug-mode-enabled')

  -- unsaved edits: a line above moves what is below, and a new finding stands behind characters of several widths
  vim.api.nvim_buf_set_lines(buffer, 8, 8, false, { '# über 😀', '' })
  expect(buffer, '13:missing-timeout 17:debug-mode-enabled')
  vim.api.nvim_buf_set_lines(buffer, 8, 10, false, { 'mark = "😀é"; found = requests.get(mark)', '' })
  expect(buffer, '13:missing-timeout 17:debug-mode-enabled 9:missing-timeout')

  apply(buffer, 'missing-timeout', 'Set a time limit')
  expect(buffer, '13:missing-timeout 17:debug-mode-enabled')
  apply(buffer, 'missing-timeout', 'Set a time limit')
  expect(buffer, '17:debug-mode-enabled')
  apply(buffer, 'debug-mode-enabled', 'Remove `debug=True`')
  expect(buffer, '')

  -- undo takes a fix back, and nothing else
  vim.cmd('undo')
  expect(buffer, '17:debug-mode-enabled')
  vim.cmd('redo')
  expect(buffer, '')

  -- an except branch, typed key by key: its finding comes when there is a body, and stays
  local last = vim.api.nvim_buf_line_count(buffer)
  vim.api.nvim_buf_set_lines(buffer, last, last, false, { '', '', 'def update(order):', '    try:', '        store(order)', '' })
  local row = last + 5
  local shown = ('%d:swallowed-exception'):format(row + 1)
  local typed = ''
  for key in ('    except Exception:'):gmatch('.') do
    typed = typed .. key
    vim.api.nvim_buf_set_lines(buffer, row, row + 1, false, { typed })
  end
  for _, body in ipairs({ '', '        p', '        pa', '        pas', '        pass' }) do
    vim.api.nvim_buf_set_lines(buffer, row + 1, row + 2, false, { body })
  end
  expect(buffer, shown)
  vim.api.nvim_buf_set_lines(buffer, row + 2, row + 2, false, { '', 'x = 1' })
  expect(buffer, shown)
  vim.api.nvim_buf_set_lines(buffer, last, -1, false, {})
  expect(buffer, '')

  vim.fn.writefile(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), os.getenv('OFFPATH_RESULT'))
  for _, client in ipairs(get_clients()) do
    if vim.fn.has('nvim-0.11') == 1 then client:stop() else client.stop() end
  end
end)
if not done then fail(tostring(problem)) end
say('PASS')
vim.cmd('qall!')
