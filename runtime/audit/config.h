/* SPDX-License-Identifier: GPL-2.0-only */
/* xenond's configuration, one YAML file: see xenond.conf(5). */
#ifndef XENON_AUDIT_CONFIG_H
#define XENON_AUDIT_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A service domain whose version and image are recorded when it starts. */
struct config_component {
    char *label;
    char *version; /* "" when it isn't said */
    char *image;   /* a file; or NULL */
};

struct config {
    char *database; /* URL */
    char *socket;   /* path; "" for none */
    char *group;    /* who may read the socket besides root, or NULL */
    char *syslog;   /* unix:PATH or udp:HOST:PORT, or NULL */
    char *bridge;   /* of Open vSwitch, whose rules follow from the policy; or NULL */
    char *uplink;   /* its port to the world outside, or NULL */
    bool journald;
    int64_t retain; /* seconds; 0: for ever */
    char *restart;  /* command that restarts a service domain, or NULL */
    struct config_component *components;
    size_t component_count;
};

#define CONFIG_FILE  "/etc/xenon/xenond.conf"
#define CONFIG_ERROR 512u

/*
 * Reads the file. The caller ends *config by config_free(), whatever is returned. False: `error` says what is
 * wrong, with line and column, without a newline.
 */
bool config_read(struct config *config, const char *path, char error[CONFIG_ERROR]);

void config_free(struct config *config);

/* NULL when the label is no component's. */
const struct config_component *config_find_component(const struct config *config, const char *label);

#endif
