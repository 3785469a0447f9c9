" SPDX-License-Identifier: GPL-2.0-only
" :make checks the policy. A finding's first place counts; those of its notes are left out.
if exists('current_compiler')
  finish
endif
let current_compiler = 'policyc'

CompilerSet makeprg=policyc\ --check\ $*\ %:S
CompilerSet errorformat=%Eerror[XP%n]:\ %m,%Wwarning[XP%n]:\ %m,%Z\ %\\+-->\ %f:%l:%c,%-G%.%#
