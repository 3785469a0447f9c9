" SPDX-License-Identifier: GPL-2.0-only
" Editing Xenon policies: comments, the canonical form with gg=G, and :make, which checks.
if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal comments=:# commentstring=#\ %s
setlocal expandtab shiftwidth=4 softtabstop=4 textwidth=0
setlocal suffixesadd=.xpol include=^\\s*import
setlocal iskeyword+=-

" gg=G formats the file. A part of one, or one with mistakes, gives their list instead, which undo takes back.
if executable('policyc')
  setlocal equalprg=policyc\ --fmt\ -
endif
compiler policyc

let b:undo_ftplugin = 'setlocal comments< commentstring< expandtab< shiftwidth< softtabstop< textwidth<'
      \ . ' suffixesadd< include< iskeyword< equalprg< makeprg< errorformat<'
