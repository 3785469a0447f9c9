/* SPDX-License-Identifier: GPL-2.0-only */
/* A test of a policy with its names looked up, and how it goes in a world of its own. */
#ifndef XENON_SCENARIO_H
#define XENON_SCENARIO_H

#include "lang/source.h"
#include "policyc/read/world.h"

enum deed {
    DEED_CALL,
    DEED_START,
    DEED_STOP,
    DEED_REACH,
    DEED_SEND,
    DEED_WAIT,
    DEED_SEAL,
};

struct scenario_step {
    enum deed deed;
    const char *subject;    /* a label */
    unsigned int operation; /* DEED_CALL */
    const char *object;     /* a label, or NULL: none; outside for DEED_SEND */
    unsigned int means;     /* DEED_REACH */
    uint16_t protocol;      /* DEED_SEND, as in struct packets */
    uint16_t port;
    uint64_t times;    /* DEED_CALL: at least 1 */
    uint64_t duration; /* ns: that the calls are spread over, or of DEED_WAIT */

    /* What is expected; not of DEED_WAIT and DEED_SEAL. */
    enum {
        EXPECT_ALLOW,
        EXPECT_DENY,
        EXPECT_RESPONSE,
    } expected;
    enum refusal reason;       /* EXPECT_DENY; REFUSED_NOT: whatever it is */
    enum blob_action response; /* EXPECT_RESPONSE */
    struct span place;         /* of the whole step */
    struct span outcome;       /* of what it expects */
};

struct scenario {
    const char *name;
    struct span place; /* of the name */
    struct scenario_step *steps;
    size_t count;
};

/* One of a step's deeds. */
struct moment {
    uint64_t number; /* from 1; 0: there was none such */
    struct event event;
};

/* What came of a step. */
struct account {
    uint64_t done;         /* deeds, up to the domain's end */
    uint64_t refused;      /* of them */
    uint64_t violations;   /* of them */
    uint64_t delayed;      /* of them */
    uint64_t by[REFUSALS]; /* of those refused */
    unsigned int due;      /* responses, a bit 1 << enum blob_action each */
    struct moment first;   /* the first that was refused */
    struct moment last;
};

/*
 * Takes the step in the world. Returns whether what it expects has come true. The step's labels are known to
 * the policy.
 */
bool scenario_take(struct world *world, const struct scenario_step *step, struct account *account);

#endif
