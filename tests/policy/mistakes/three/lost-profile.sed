# SPDX-License-Identifier: GPL-2.0-only
# A profile that is not read, and is used; a domain and a hypercall that there are not.
s/^profile driver/profil driver/
s/^connect recon/connect recno/
s/boot { Domain-0 allow domctl/boot { Domain-0 allow domclt/
