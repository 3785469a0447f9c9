/* SPDX-License-Identifier: GPL-2.0-only */
/* A policy that a command works on: a source, which is compiled in memory, or a blob. */
#ifndef XENON_OPERAND_H
#define XENON_OPERAND_H

#include "msm.h"
#include "policyc/check/emit.h"
#include "policyc/command.h"

struct operand {
    const char *path;
    bool is_source; /* false: a blob; .compilation then has nothing but its arena and its findings */
    struct compilation compilation;
    struct model model; /* of a source */
    struct image image; /* the blob, with its bytes in the compilation's arena */
    struct msm_policy policy;
};

/*
 * Loads the file: a blob is recognised by its first bytes, whatever its name. EXIT_CLEAN: .policy is proven,
 * and decides as the source says. EXIT_ERRORS: it has errors, or is refused. What there is to say of it is
 * in .compilation.diagnostics, and isn't shown. EXIT_TROUBLE: it can't be read, and that was said. Ended by
 * operand_close() in any case.
 */
int operand_open(struct operand *operand, const struct request *request, const char *path);
void operand_close(struct operand *operand);

/* Shows on standard error what there is to say of the operand. */
void operand_show(struct operand *operand);

/* What a command does with a policy. Returns an exit status. */
typedef int operand_use(const struct request *request, struct operand *operand);

/* Loads the file, shows its findings, and lets `use` have it if it has no errors. Returns an exit status. */
int with_policy(const struct request *request, const char *path, operand_use *use);

/* What a command does with one of its operands. Returns an exit status. */
typedef int operand_look(const struct request *request, const char *path, void *context);

/* Has each operand looked at, whatever is wrong with those before it. Returns the worst status. */
int each_operand(const struct request *request, operand_look *look, void *context);

#endif
