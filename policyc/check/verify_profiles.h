/* SPDX-License-Identifier: GPL-2.0-only */
/* The part of translation validation that is about profiles. */
#ifndef XENON_VERIFY_PROFILES_H
#define XENON_VERIFY_PROFILES_H

#include "msm.h"
#include "policyc/check/model.h"

/* NULL, or a text in the compilation's arena: what the blob says otherwise than the model. */
const char *verify_profiles(const struct model *model, const struct msm_policy *policy);

#endif
