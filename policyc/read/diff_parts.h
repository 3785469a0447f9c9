/* SPDX-License-Identifier: GPL-2.0-only */
/* How the files that compare a part of two policies each work together. */
#ifndef XENON_DIFF_PARTS_H
#define XENON_DIFF_PARTS_H

#include "lang/names.h"
#include "policyc/read/diff.h"

/* The two policies, as indices. */
enum { BEFORE, AFTER, SIDES };

/* What a virtual machine can be labelled: what it is in each policy, or BLOB_NONE. */
struct label {
    const char *name;
    uint32_t domain[SIDES];
};

/* For each domain of one policy the labels that stand for it: list[first[d]] up to list[first[d + 1]]. */
struct labels_of {
    uint32_t *first;
    uint32_t *list;
};

/* One run of diff_policies(). */
struct comparison {
    struct arena *arena;
    const struct msm_policy *policy[SIDES];
    struct label *labels; /* by name; last, if the policies differ in it, no label at all */
    size_t label_count;
    struct labels_of of[SIDES];
    struct diff_waived *waived;
    size_t waived_count;
    struct names texts;       /* each text once: equal texts are equal pointers */
    const char **scratch;     /* room for the names of all labels and one more */
    struct diff_names *lists; /* each list of names once, by hash */
    size_t list_count;
    size_t list_room;
    struct diff_change *changes;
    size_t count;
    size_t room;
};

/* diff_labels.c */
void diff_make_labels(struct comparison *c);

/* diff.c: adds a copy of the change. Its texts must be diff_text()'s. */
void diff_add(struct comparison *c, const struct diff_change *change);

/* diff.c: one copy of a text. */
const char *diff_text(struct comparison *c, const char *text);

/* diff_names.c: a list of one name. */
struct diff_names diff_name(struct comparison *c, const char *name);

/* diff_names.c: one copy of a list, which is borrowed only until then. */
struct diff_names diff_names(struct comparison *c, const struct diff_names *names);

/* diff_names.c: the number of the label of this name. */
uint32_t diff_find_label(const struct comparison *c, const char *name);

/* diff_names.c: the names of the labels that are in the set. */
struct diff_names diff_names_in(struct comparison *c, const uint64_t *labels);

/* diff.c: 64-bit words of a set of labels. */
static inline size_t diff_words(const struct comparison *c)
{
    return c->label_count / 64 + 1;
}

/* diff.c: what covers changes in what holds back a domain of the second policy; NULL: nothing does. */
const struct diff_waived *diff_waived_limits(struct comparison *c, uint32_t domain);

/* diff.c: whether the waiver is about what goes from the one domain of the second policy to the other. */
bool diff_waives_pair(const struct diff_waived *waived, uint32_t from, uint32_t to);

/* diff.c: whether the sorted list has the domain. */
bool diff_has(const uint32_t *list, size_t count, uint32_t domain);

/* Each compares what its name says, and adds changes. */
void diff_permissions(struct comparison *c); /* diff_permissions.c: operations, quiet denials */
void diff_behaviour(struct comparison *c);   /* diff_behaviour.c: rates, responses, guests */
void diff_domains(struct comparison *c);     /* diff_domains.c: domains, limits, tags, UUIDs */
void diff_services(struct comparison *c);    /* diff_services.c: services, devices */
void diff_connections(struct comparison *c); /* diff_connections.c */
void diff_networks(struct comparison *c);    /* diff_networks.c */
void diff_conflicts(struct comparison *c);   /* diff_conflicts.c */

/* diff_group.c: the order of two changes by all but their subjects and objects. */
int diff_compare_contents(const struct diff_change *a, const struct diff_change *b,
                          const struct comparison *c);

/* diff_group.c: joins changes that say the same of several subjects, and sorts them. */
void diff_group(struct comparison *c);

#endif
