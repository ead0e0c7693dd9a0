" What a user does in Vim with ALE: vim -u ale.vim FILE. The buffer is left in OFFPATH_RESULT, what happened in OFFPATH_LOG.
set nocompatible nobackup noswapfile hidden encoding=utf-8
let g:ale_linters = {'python': ['offpath']}
let g:ale_lint_delay = 0
set runtimepath^=/usr/share/vim-ale
filetype plugin on
runtime plugin/ale.vim
execute 'source' $OFFPATH_SETUP

function! s:Say(text) abort
  call writefile([a:text], $OFFPATH_LOG, 'a')
endfunction

function! s:Found() abort
  let l:items = copy(get(get(g:ale_buffer_info, bufnr(''), {}), 'loclist', []))
  return map(sort(l:items, {one, other -> one.lnum - other.lnum}), {_, each -> each.lnum . ' ' . each.code})
endfunction

function! s:Expect(expected) abort
  let l:turns = 0
  while s:Found() != a:expected && l:turns < 400
    sleep 50m
    let l:turns += 1
  endwhile
  call s:Say((s:Found() == a:expected ? 'findings: ' : 'FAIL findings: ') . string(s:Found()))
  if s:Found() != a:expected | cquit | endif
endfunction

function! s:Menu(data, items) abort
  let s:menu = [a:data, a:items]
endfunction

function! s:Apply(line, text, title) abort
  call cursor(a:line, 1)
  call search(a:text, 'c', a:line)
  let s:menu = []
  call ale#codefix#Execute(0, function('s:Menu'))
  let l:turns = 0
  while empty(s:menu) && l:turns < 400
    sleep 50m
    let l:turns += 1
  endwhile
  for l:item in get(s:menu, 1, [])
    if string(l:item) =~# '\V' . a:title
      call ale#codefix#ApplyLSPCodeAction(s:menu[0], l:item[1])
      call ale#Queue(0)
      call s:Say('applied: ' . a:title)
      return
    endif
  endfor
  call s:Say('FAIL no action ' . a:title . ' in ' . string(s:menu))
  cquit
endfunction

function! s:Run() abort
  try
    set filetype=python
    call ale#Queue(0)
    call s:Expect(['11 missing-timeout', '15 debug-mode-enabled'])
    call append(8, ['mark = "😀é"; found = requests.get(mark)', ''])
    call ale#Queue(0)
    call s:Expect(['9 missing-timeout', '13 missing-timeout', '17 debug-mode-enabled'])
    call s:Apply(9, 'requests', 'Set a time limit')
    call s:Expect(['13 missing-timeout', '17 debug-mode-enabled'])
    call s:Apply(13, 'requests', 'Set a time limit')
    call s:Expect(['17 debug-mode-enabled'])
    call s:Apply(17, 'debug', 'Remove `debug=True`')
    call s:Expect([])
    call writefile(getline(1, '$'), $OFFPATH_RESULT)
    call s:Say('PASS')
  catch
    call s:Say('FAIL ' . v:exception . ' ' . v:throwpoint)
  endtry
  qall!
endfunction
autocmd VimEnter * call s:Run()
