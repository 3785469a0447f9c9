/* SPDX-License-Identifier: GPL-2.0-only */
/* What the core's faults and sections are called before people. Arrays of bytes, so that nothing is
 * relocated. */
#include "msm.h"

const char *msm_fault_text(enum msm_fault fault)
{
    static const char texts[MSM_FAULTS][80] = {
        [MSM_OK] = "the policy is sound",
        [MSM_NO_POLICY] = "no policy was given",
        [MSM_TOO_LARGE] = "the policy is larger than a policy may be",
        [MSM_TRUNCATED] = "the policy is cut off: it is shorter than its header says",
        [MSM_TRAILING] = "the policy is longer than its header says",
        [MSM_NOT_A_POLICY] = "this is not a policy made by policyc",
        [MSM_FORMAT] = "the policy is in another version of the format",
        [MSM_DIGEST] = "the policy was changed after it was made: its digest differs",
        [MSM_OTHER_TABLE] = "the policy was compiled for another table of hypercalls",
        [MSM_SECTION] = "a section is missing, out of order, misplaced or of a wrong size",
        [MSM_PADDING] = "bytes that must be zero are not",
        [MSM_STRING] = "a name is missing, empty, too long, unterminated or not plain text",
        [MSM_INDEX] = "a reference points beyond what it refers to",
        [MSM_ORDER] = "entries are not in strictly rising order",
        [MSM_VALUE] = "a field has a value that it cannot have",
        [MSM_CONTRADICTION] = "two places of the policy say what cannot both be so",
        [MSM_UNKNOWN_DOMAIN] = "a running domain has a label that the policy does not know",
        [MSM_NOT_ENFORCED] = "this hypervisor cannot yet enforce what the section says",
        [MSM_STILL_SHARED] = "running domains share memory that the policy no longer lets them share",
        [MSM_IN_CONFLICT] = "running domains are in conflict by the policy",
        [MSM_NOT_LIVE] = "another policy is in force than the one that was to be replaced",
        [MSM_NOT_RISING] = "the version of the policy is not above that of the policy in force",
        [MSM_FIXED] = "this hypervisor was built with its policy, and takes no other",
        [MSM_STILL_ASSIGNED] = "a running domain has a PCI device that the policy does not give it",
    };

    return fault < MSM_FAULTS ? texts[fault]
                              : "the policy was refused for a reason that this version does not know";
}

const char *msm_section_name(uint32_t section)
{
    static const char names[BLOB_SECTIONS][12] = {
        [BLOB_POLICY] = "policy",     [BLOB_STRINGS] = "strings",   [BLOB_FILES] = "files",
        [BLOB_RULES] = "rules",       [BLOB_PROFILES] = "profiles", [BLOB_SPANS] = "spans",
        [BLOB_TARGETS] = "targets",   [BLOB_RATES] = "rates",       [BLOB_ACTIONS] = "actions",
        [BLOB_DOMAINS] = "domains",   [BLOB_UUIDS] = "uuids",       [BLOB_LIMITS] = "limits",
        [BLOB_MEMBERS] = "members",   [BLOB_SETS] = "sets",         [BLOB_CONNECTIONS] = "connections",
        [BLOB_NETWORKS] = "networks", [BLOB_SERVICES] = "services", [BLOB_DEVICES] = "devices",
    };

    if (section == BLOB_NONE)
        return "header";
    return section < BLOB_SECTIONS ? names[section] : "unknown section";
}
