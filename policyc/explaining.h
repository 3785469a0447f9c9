/* SPDX-License-Identifier: GPL-2.0-only */
/* Everything that there is to say about one decision. */
#ifndef XENON_EXPLAINING_H
#define XENON_EXPLAINING_H

#include <stdio.h>
#include "policyc/check/reasons.h"
#include "policyc/operand.h"
#include "policyc/read/decision.h"

/* A decision before the seal, or after it. All is the operand's, or in its arena. */
struct explanation {
    struct operand *operand;
    const char *subject; /* labels as they were asked for */
    const char *object;  /* NULL: none was named */
    struct question question;
    struct decision decision;
    const struct blob_profile *profile;
    struct reasons reasons; /* of a source: all rules about the operation, the one that decides included */
    const char **changes;   /* what would change it, and what is in the way: a sentence each */
    size_t change_count;
};

/* Which profile of the model is the explanation's, for a source. */
const struct profile *explained_profile(const struct explanation *explanation);

/* Whether this is the rule that decides. */
bool explained_decides(const struct explanation *explanation, const struct rule *rule);

/* Completes an explanation whose operand, labels and question are set. */
void explain_decision(struct explanation *explanation);

/* One explanation; or two, of which the first holds until the seal. */
void explanations_text(FILE *out, const struct explanation *list, size_t count);
void explanations_json(FILE *out, const struct explanation *list, size_t count);

#endif
