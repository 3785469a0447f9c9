/* SPDX-License-Identifier: GPL-2.0-only */
/* What xenon-policy says to people: errors in words, questions, and text that is safe to show. */
#ifndef XENON_RUNTIME_WORDS_H
#define XENON_RUNTIME_WORDS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "runtime/policy.h"

/* One diagnostic on stderr, with the program's name before it and a newline after it. */
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);

/* Says that the command line is wrong, and where help is. Returns POLICY_TROUBLE. */
__attribute__((format(printf, 2, 3))) enum policy_exit wrong_usage(const struct request *request,
                                                                   const char *format, ...);

/* Opens the host that is asked for, or says why it can't be and returns NULL. The caller closes it. */
struct xenon *open_or_complain(const struct request *request);

/* The file of a simulated host, or NULL: it is this one. */
const char *simulated(const struct request *request);

/* Says in words why there is no simulated host in the file; nothing for error 0. */
void complain_simulated(const char *path, int error);

/* Says in words why libxenon couldn't do `operation` of xsm_op. Returns POLICY_UNREACHABLE. */
enum policy_exit complain_unreachable(const char *operation, int error);

/*
 * Asks a question that is answered by y or n, on a terminal. Without one, or without an answer, says that
 * --yes is needed, or that nothing was done. Returns POLICY_DONE for yes.
 */
enum policy_exit ask(const struct request *request, const char *question);

/* What a record of this XENON_… kind is called; NULL for one that these tools don't know. */
const char *record_kind(unsigned int kind);

/* Whether somebody is there who can be asked. */
bool has_terminal(void);

/* Whether the output is for a terminal that wants colours. */
bool wants_colour(void);

/*
 * Text up to a NUL or `size` bytes. What could make a terminal show something else (controls, changes of
 * direction) and what isn't UTF-8 is written as \xNN.
 */
void print_text(FILE *out, const char *text, size_t size);

/* `count` bytes in hexadecimal. */
void print_hex(FILE *out, const uint8_t *bytes, size_t count);

#endif
