# SPDX-License-Identifier: GPL-2.0-only
# A whole domain that is not read, and a profile and a means that there are not.
s/^domain guard/doman guard/
/^domain liaison/s/profile web/profile wbe/
s/via grant, event/via grants, event/
