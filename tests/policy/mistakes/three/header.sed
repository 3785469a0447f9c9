# SPDX-License-Identifier: GPL-2.0-only
# A name without quotes, a misspelt subcommand, and a tag that nothing declares.
s/"forward-base"/forward-base/
s/bind_interdomain/bind_interdomian/
s/tag secret  /tag secert  /
