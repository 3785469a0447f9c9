/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names and meanings of Xen's hypercalls, for the compiler and the tools; generated from
 * lang/hypercalls.yaml. Everything pointed to lives as long as the program.
 */
#ifndef XENON_HYPERCALLS_H
#define XENON_HYPERCALLS_H

#include <stddef.h>
#include <stdint.h>
#include "operations.h"

/* Which Xen the table is of, as a policy says it: `xen 4.17 x86_64`. */
#define HYPERCALLS_XEN     "4.17"
#define HYPERCALLS_MACHINE "x86_64"

struct subcommand {
    const char *name;
    const char *text; /* what it does, without a full stop */
    uint64_t number;
    unsigned int operation;
};

struct hypercall {
    const char *name;
    const char *text;
    unsigned int number;
    enum msm_place place;
    unsigned int operation; /* 0 if it has subcommands or is an alias */
    const char *alias_of;   /* the hypercall that another number of it stands for, or NULL */
    const struct subcommand
        *subcommands; /* in rising order of their numbers; NULL if it has none of its own */
    size_t count;     /* of subcommands */
};

/* An operation without which kernels don't survive. */
struct vital_operation {
    unsigned int operation;
    unsigned int guests; /* whose kernels: a bit 1 << enum blob_guest each */
    const char *refused; /* what becomes of them, without a full stop */
};

extern const struct hypercall hypercalls[]; /* in rising order of their numbers */
extern const size_t hypercall_count;

/* In a blob's order: operations whose caller says on which domain they act. Only such can have a target. */
extern const uint64_t operations_with_target[BLOB_WORDS];

/* In rising order of operations; ends with one whose .guests is 0. */
extern const struct vital_operation vital_operations[];

/* `name` needn't be terminated. NULL if there is none. Aliases are found too. */
const struct hypercall *find_hypercall(const char *name, size_t length);

/* The hypercall with Xen's number, an alias if it is one; NULL if there is none. */
const struct hypercall *hypercall_at(unsigned int number);

/* `name` needn't be terminated. NULL if the hypercall has no such subcommand. */
const struct subcommand *find_subcommand(const struct hypercall *hypercall, const char *name, size_t length);

/*
 * The hypercall of an operation, with the subcommand in `*subcommand`, or NULL there if it has none.
 * NULL, and `*subcommand` NULL, for operation 0 and for those without a name.
 */
const struct hypercall *operation_hypercall(unsigned int operation, const struct subcommand **subcommand);

/* Room for every name that the functions below write, with its NUL. */
#define OPERATION_NAME_SIZE 64u

/*
 * Writes an operation's name, such as "event_channel_op.send" or "iret", or "unknown", always terminated.
 * Returns `name`.
 */
const char *operation_name(unsigned int operation, char name[OPERATION_NAME_SIZE]);

/*
 * Writes the name of a call as the hypervisor logs it: Xen's number and a subcommand or XENON_NO_SUBCOMMAND.
 * What the table doesn't know is written by number: "memory_op.61", "hypercall 60". Returns `name`.
 */
const char *call_name(unsigned int hypercall, uint64_t subcommand, char name[OPERATION_NAME_SIZE]);

#endif
