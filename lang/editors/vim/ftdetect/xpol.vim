" SPDX-License-Identifier: GPL-2.0-only
" Xenon policies are recognised by their ending.
autocmd BufRead,BufNewFile *.xpol setfiletype xpol
