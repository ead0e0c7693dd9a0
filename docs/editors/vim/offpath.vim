" Vim 8 or newer with ALE: source this file from vimrc, behind ALE. offpath runs beside ALE's other linters.
" ALE counts columns in bytes and does not say so, which --position-encoding makes up for.
" Where g:ale_linters names the linters of Python, name offpath there, too.
function! s:Root(buffer) abort
  let l:folder = fnamemodify(bufname(a:buffer), ':p:h')
  let l:start = l:folder
  while 1
    for l:marker in ['pyproject.toml', 'offpath.toml', 'setup.cfg', 'manage.py', '.git']
      if !empty(glob(l:folder . '/' . l:marker)) | return l:folder | endif
    endfor
    let l:above = fnamemodify(l:folder, ':h')
    if l:above ==# l:folder | return l:start | endif
    let l:folder = l:above
  endwhile
endfunction

call ale#linter#Define('python', {
\   'name': 'offpath',
\   'lsp': 'stdio',
\   'executable': 'offpath',
\   'command': '%e server --position-encoding utf-8',
\   'project_root': function('s:Root'),
\})
