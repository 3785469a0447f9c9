/* SPDX-License-Identifier: GPL-2.0-only */
/* The network interfaces that this domain serves to others, as the toolstack describes them in xenstore. */
#ifndef XENOND_VIFS_H
#define XENOND_VIFS_H

#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VIF_ADDRESSES = 16, VIF_MAC = 18 };

struct vif_address {
    bool six; /* IPv6 */
    char text[INET6_ADDRSTRLEN];
};

struct vif {
    uint32_t domid;
    char port[IFNAMSIZ]; /* the interface's name on this side */
    char mac[VIF_MAC];
    struct vif_address addresses[VIF_ADDRESSES];
    size_t count;
    const char *fault; /* what is wrong with its description, in words; or NULL */
};

struct vifs;

/* NULL, with errno, when there is no xenstore. The caller ends it by vifs_close(), which accepts NULL. */
struct vifs *vifs_open(void);
void vifs_close(struct vifs *vifs);

/* To poll for reading: then something may have changed. */
int vifs_descriptor(const struct vifs *vifs);

/* Takes what made the descriptor readable. Returns whether something may have changed. */
bool vifs_changed(struct vifs *vifs);

/* All of them, by rising domain id; the caller frees *list. Returns 0 or a negative errno. */
int vifs_read(struct vifs *vifs, struct vif **list, size_t *count);

#endif
