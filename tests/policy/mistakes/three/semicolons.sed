# SPDX-License-Identifier: GPL-2.0-only
# Signs of another language, a domain without a profile, and a tag that nothing declares.
s/{ transfer } /{ transfer };/
s/^domain toolstack .*/domain toolstack { vcpus <= 1 }/
s/tag secret  /tag secert  /
