# SPDX-License-Identifier: GPL-2.0-only
# A name of 60,000 letters where a brace is expected.
printf 'policy "golden" version 1\nprofile web %060000d { }\n' 0 | tr 0 a > XP0107-long-word.xpol
