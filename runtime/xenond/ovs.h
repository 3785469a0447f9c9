/* SPDX-License-Identifier: GPL-2.0-only */
/* Open vSwitch, by its own programs. Functions that return false leave why in `error`, a line. */
#ifndef XENOND_OVS_H
#define XENOND_OVS_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define OVS_ERROR 256u

struct ovs_port {
    uint32_t number; /* OpenFlow's */
    char name[IFNAMSIZ];
};

/* From now on nothing passes the bridge but by a rule, not even after the switch was restarted. */
bool ovs_secure(const char *bridge, char error[OVS_ERROR]);

/* The bridge's ports; the caller frees *ports. */
bool ovs_read_ports(const char *bridge, struct ovs_port **ports, size_t *count, char error[OVS_ERROR]);

/* Puts the rules in the file in the place of all that the bridge has, at once or not at all. */
bool ovs_replace_rules(const char *bridge, int file, char error[OVS_ERROR]);

/*
 * A program that writes something when it has reached the bridge and when its ports change, and ends when the
 * switch does. Returns its id, and what it writes can be read from *output; or -1, with errno.
 */
pid_t ovs_watch(const char *bridge, int *output);

/* Ends such a program. */
void ovs_unwatch(pid_t program, int output);

#endif
