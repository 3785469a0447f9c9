/* SPDX-License-Identifier: GPL-2.0-only */
/* The part of translation validation that is about domains, limits and what binds domains together. */
#ifndef XENON_VERIFY_RELATIONS_H
#define XENON_VERIFY_RELATIONS_H

#include "msm.h"
#include "policyc/check/model.h"

/*
 * NULL, or a text in the compilation's arena: what the blob says otherwise than the model. By the core's own
 * functions; that it says nothing else is proven by counting.
 */
const char *verify_relations(const struct model *model, const struct msm_policy *policy);

#endif
