# SPDX-License-Identifier: GPL-2.0-only
# make install: the tools under $(DESTDIR)$(PREFIX), built anew, as they know their places.
# make install-hypervisor: the hypervisor and its GRUB entry, beside an untouched Xen.

PREFIX  ?= /usr/local
LIBDIR  ?= $(PREFIX)/lib
# The system's own: what a prefix doesn't move.
ETC     ?= $(if $(filter /usr,$(PREFIX)),/etc,$(PREFIX)/etc)
UNITS   ?= $(if $(filter /usr,$(PREFIX)),/lib/systemd/system,$(LIBDIR)/systemd/system)

SHARE        = $(PREFIX)/share
INSTALLED    = $(B)/installed
INSTALL_FILE = install -D -m 644 -t
SONAME       = libxenon.so.0
DESCRIBED    = $(SHARE)/man/man

.PHONY: install install-now install-libxenon install-hypervisor deb

install:
	@$(MAKE) --no-print-directory -s B=$(INSTALLED) TEMPLATES=$(SHARE)/xenon/templates BACKENDS=$(LIBDIR)/xenon install-now

install-now: all install-libxenon
	install -D -m 755 -t $(DESTDIR)$(PREFIX)/bin $(B)/bin/policyc
	install -D -m 755 -t $(DESTDIR)$(PREFIX)/sbin $(addprefix $(B)/bin/,xenon-policy xenon-box xenon-builder xenon-toolstack xenon-audit xenond \
		xenon-restart)
	$(INSTALL_FILE) $(DESTDIR)$(LIBDIR)/xenon $(B)/lib/xenon-postgresql.so
	$(INSTALL_FILE) $(DESTDIR)$(SHARE)/xenon/templates $(wildcard templates/*.xpol templates/*.md)
	for section in 1 5 7 8; do $(INSTALL_FILE) $(DESTDIR)$(DESCRIBED)$$section man/*.$$section || exit 1; done
	ln -sf xenon-builder.8 $(DESTDIR)$(DESCRIBED)8/xenon-toolstack.8
	$(INSTALL_FILE) $(DESTDIR)$(ETC)/xenon runtime/xenond/xenond.conf
	$(INSTALL_FILE) $(DESTDIR)$(UNITS) $(addprefix runtime/,xenond/xenond.service service/xenon-restart@.service audit/xenon-audit-retire.service audit/xenon-audit-retire.timer)
	cd lang/editors/vim && find . -name '*.vim' -exec install -D -m 644 '{}' '$(DESTDIR)$(SHARE)/vim/vimfiles/{}' ';'
	mkdir -p $(DESTDIR)$(SHARE)/bash-completion/completions $(DESTDIR)$(SHARE)/zsh/vendor-completions
	$(B)/bin/policyc --completion bash > $(DESTDIR)$(SHARE)/bash-completion/completions/policyc
	$(B)/bin/policyc --completion zsh > $(DESTDIR)$(SHARE)/zsh/vendor-completions/_policyc
	for tool in xenon-policy xenon-audit; do \
	    $(B)/bin/$$tool completion bash > $(DESTDIR)$(SHARE)/bash-completion/completions/$$tool && \
	    $(B)/bin/$$tool completion zsh > $(DESTDIR)$(SHARE)/zsh/vendor-completions/_$$tool || exit 1; \
	done

# What a program needs that speaks to the module itself. It exports what its header declares, and no more.
install-libxenon: $(B)/lib/libxenon.a $(B)/lib/$(SONAME)
	$(INSTALL_FILE) $(DESTDIR)$(PREFIX)/include/xenon runtime/libxenon.h hv/include/op.h hv/include/blob.h
	$(INSTALL_FILE) $(DESTDIR)$(LIBDIR) $^
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/libxenon.so
	$(INSTALL_FILE) $(DESTDIR)$(DESCRIBED)3 man/libxenon.3
	mkdir -p $(DESTDIR)$(LIBDIR)/pkgconfig
	sed -e 's|@prefix@|$(PREFIX)|; s|@libdir@|$(LIBDIR)|' \
	    -e "s|@version@|$$(sed -n 's/^#define XENON_OP_VERSION \([0-9]*\).*/\1/p' hv/include/op.h)|" \
	    runtime/libxenon.pc.in > $(DESTDIR)$(LIBDIR)/pkgconfig/libxenon.pc

$(B)/lib/$(SONAME): $(LIBXENON:%.o=%.c)
	@mkdir -p $(@D)
	$(CC) $(filter-out -MMD -MP,$(OURFLAGS)) $(CFLAGS) $(LDFLAGS) -fPIC -shared -Wl,-soname,$(SONAME) \
	    -Wl,--version-script=runtime/libxenon.map -o $@ $^ -lxencall -lxenevtchn

# GRUB would take /boot/xen* for stock Xen and start it without a policy.
install-hypervisor: xen
	mkdir -p $(DESTDIR)/boot/xenon
	gzip -9nc $(B)/xen/xen > $(DESTDIR)/boot/xenon/hypervisor.gz
	install -D -m 755 hv/grub/19_xenon $(DESTDIR)/etc/grub.d/19_xenon
	$(INSTALL_FILE) $(DESTDIR)/etc/default/grub.d hv/grub/xenon.cfg
	$(INSTALL_FILE) $(DESTDIR)/etc/xenon hv/grub/policy.xpol

deb:
	dpkg-buildpackage -b -us -uc
