/* SPDX-License-Identifier: GPL-2.0-only */
/* What the server can do. Each function has a file of its own, or shares it with its nearest kin. */
#ifndef XENON_FEATURES_H
#define XENON_FEATURES_H

#include "policyc/server/session.h"

/*
 * A request: writes its answer as the member `result` of the object that is open, or returns false after
 * session_refuse(), having written nothing.
 */
typedef bool request_handler(struct session *session, struct json_object *parameters, struct json *answer);

/* A notification. */
typedef void notification_handler(struct session *session, struct json_object *parameters);

request_handler feature_initialize; /* initialize.c */
request_handler feature_shutdown;   /* session.c */
request_handler feature_complete;   /* completion.c */
request_handler feature_hover;      /* hover.c */
request_handler feature_definition; /* navigation.c */
request_handler feature_references;
request_handler feature_symbols;        /* symbols.c */
request_handler feature_prepare_rename; /* rename.c */
request_handler feature_rename;
request_handler feature_format;  /* formatting.c */
request_handler feature_actions; /* actions.c */

notification_handler sync_opened; /* sync.c */
notification_handler sync_changed;
notification_handler sync_saved;
notification_handler sync_closed;
notification_handler sync_disk_changed;

/* publish.c: tells the client what is wrong, where it doesn't know yet. */
void publish(struct session *session);
void publish_free(struct session *session);

#endif
