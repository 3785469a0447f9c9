/* SPDX-License-Identifier: GPL-2.0-only */
/* What a policy answers to one call, rates and the host's state aside: the permission, then the connection.
 */
#ifndef XENON_DECISION_H
#define XENON_DECISION_H

#include "msm.h"

/* Why something was refused, in the order of the words that a test's `deny` knows. */
enum refusal {
    REFUSED_NOT,     /* it was not */
    REFUSED_PLAINLY, /* it isn't allowed at all */
    REFUSED_QUIETLY,
    REFUSED_RATE,
    REFUSED_CONFLICT,
    REFUSED_TARGET,      /* it is allowed on other domains only */
    REFUSED_UNCONNECTED, /* nothing connects the two */
    REFUSED_PAUSED,
    REFUSALS,
};

/* As a test says it behind `deny`; "" for REFUSED_PLAINLY. */
const char *refusal_word(enum refusal refusal);

/* Who asks for what. */
struct question {
    uint32_t subject; /* domain */
    unsigned int operation;
    uint32_t object; /* the domain on which it acts; the subject, if none is named */
    bool is_self;    /* the object is the caller itself, and not only another domain of its fleet */
    bool sealed;
};

struct decision {
    enum refusal refusal;
    const char *overruled; /* why it is decided so whatever a policy says; NULL: it isn't */
    uint32_t rule;         /* decides whether the operation is allowed */
    unsigned int forward;  /* means by which the subject has to reach the object, allowed or not */
    unsigned int backward;
    bool either;         /* one of the two ways is enough */
    uint32_t connection; /* rule by which they do; BLOB_NONE: it isn't needed, or there is none */
};

struct decision decide(const struct msm_policy *policy, const struct question *question);

/* Whether some domain can be named as what the operation acts on. */
bool operation_has_object(unsigned int operation);

#endif
