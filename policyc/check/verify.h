/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Translation validation: an emitted blob is read back by the core's own validator, and must decide every
 * operation of every domain as the model does. It is written only then.
 */
#ifndef XENON_VERIFY_H
#define XENON_VERIFY_H

#include "msm.h"
#include "policyc/check/emit.h"

/*
 * Opens the image as `policy`. NULL, or a text in the compilation's arena: what is wrong with the compiler;
 * the policy is then not to be used.
 */
const char *verify(const struct model *model, const struct image *image, struct msm_policy *policy);

#endif
