/* SPDX-License-Identifier: GPL-2.0-only */
/* From the tree to the model: looks every name up and reports what is wrong. */
#ifndef XENON_CHECK_H
#define XENON_CHECK_H

#include "policyc/check/model.h"

/* Fills `model` from the compilation's tree. Without errors the model is complete and can be lowered. */
void check(struct model *model, struct compilation *compilation);

/* After lowering: rules without effect, and whether somebody is left who may load the next policy. */
void check_effects(struct model *model);

/* The parts of check(), each in a file of its own. */
void check_rules(struct model *model, struct profile *profile); /* check_rules.c: items → operations */
void check_inheritance(struct model *model,
                       struct names *profiles); /* check_inheritance.c: parents and their order */
void check_domains(struct model *model, struct names *profiles); /* check_domains.c */

/* A name that is too long for a blob is reported. */
void check_name(struct model *model, const struct ast_name *name);

/* Suggests the nearest profile for a name that is none. */
void check_report_unknown_profile(struct model *model, const struct ast_name *name);

#endif
