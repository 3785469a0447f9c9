" SPDX-License-Identifier: GPL-2.0-only
" Colours for Xenon policies. The words are those of the lexer: tests/format holds them to it.
if exists('b:current_syntax')
  finish
endif

syn case match
syn iskeyword @,48-57,_,-

syn keyword xpolStatement policy xen import template use tag group set host profile domain default service
syn keyword xpolStatement conflict connect network boot never waiver test
syn keyword xpolAllow allow
syn keyword xpolDeny deny
syn keyword xpolRule rate guest
syn match xpolRule "\<violation\>" contained
syn keyword xpolWord on nextgroup=xpolRule skipwhite skipempty
syn keyword xpolWord extends all except via to outside version sealed quietly any burst slow at start
syn keyword xpolWord within binds live weight cap affinity every of flow through limits in wait seal stop fleet
syn keyword xpolAttribute memory cpus uuid trusted vcpus event_channels grant_frames maptrack_frames cpu
syn keyword xpolAttribute pci serves restart delegate
syn keyword xpolValue log pause crash destroy reboot pv pvh hvm icmp tcp udp target unconnected paused
" How often a step of a test is done; otherwise a name.
syn match xpolWord "\<x\ze\s\+\d"

syn match xpolParameter "\$\a[A-Za-z0-9_-]*"
syn match xpolNumber "\<\d\+\%(-\d\+\|\.\d\+\)\?\%(\s*%\|\s*/\s*\a\+\|\s*\%(ns\|us\|ms\|s\|min\|h\|day\|KiB\|MiB\|GiB\|TiB\)\>\)\?"
syn match xpolArrow "<->\|->\|=>\|<="
syn region xpolText start=+"+ end=+"+ oneline
syn match xpolOrigin +@"[^"]*":\d\+:\d\++
syn match xpolComment "#.*$" contains=@Spell

hi def link xpolStatement Structure
hi def link xpolAllow Function
hi def link xpolDeny Exception
hi def link xpolRule Keyword
hi def link xpolWord Keyword
hi def link xpolAttribute Type
hi def link xpolValue Constant
hi def link xpolParameter Identifier
hi def link xpolNumber Number
hi def link xpolArrow Operator
hi def link xpolText String
hi def link xpolOrigin SpecialComment
hi def link xpolComment Comment

let b:current_syntax = 'xpol'
