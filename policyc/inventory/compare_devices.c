/* SPDX-License-Identifier: GPL-2.0-only */
/* PCI devices that virtual machines are given, against those that are their domains'. */
#include "policyc/inventory/compare_parts.h"
#include "policyc/read/view.h"

#define FUNCTIONS 8u /* that a PCI device can have; the lowest bits of its number */

static bool is_given(const struct guest *guest, uint32_t number)
{
    for (const struct guest_device *device = guest->devices; device; device = device->next)
        if (device->device == number ||
            (device->is_whole && device->device / FUNCTIONS == number / FUNCTIONS))
            return true;
    return false;
}

/* Of a whole device, functions that no domain of the policy has needn't be there. */
static void check_device(const struct comparison *comparison, const struct guest_device *device,
                         uint32_t domain)
{
    const struct msm_policy *policy = comparison->policy;
    const struct blob_device *found = NULL;
    char text[VIEW_DEVICE_SIZE];
    bool is_own = false;
    for (uint32_t i = 0; i < (device->is_whole ? FUNCTIONS : 1); i++) {
        const struct blob_device *entry = msm_device(policy, device->device + i);
        if (entry && entry->domain == domain)
            is_own = true;
        else if (entry)
            found = entry;
    }
    if (is_own && !found)
        return;
    struct diagnostic *d =
        report(comparison->diagnostics, XP0808, device->span, "the policy doesn't give %s to `%s`",
               view_device_text(found ? found->device : device->device, text), msm_label(policy, domain));
    if (found)
        compare_show_rule(comparison, d, found->rule,
                          arena_print(comparison->diagnostics->arena, "it gives it to `%s`",
                                      msm_label(policy, found->domain)));
}

void compare_devices(const struct comparison *comparison, const struct guest *guest, uint32_t domain)
{
    const struct msm_policy *policy = comparison->policy;
    char text[VIEW_DEVICE_SIZE];
    for (const struct guest_device *device = guest->devices; device; device = device->next)
        check_device(comparison, device, domain);
    if (!guest->says_devices || !msm_service(policy, domain))
        return;
    for (uint32_t i = 0; i < view_count(policy, BLOB_DEVICES); i++) {
        const struct blob_device *device = &policy->devices[i];
        if (device->domain != domain || is_given(guest, device->device))
            continue;
        struct diagnostic *d =
            report(comparison->diagnostics, XP0809, guest->place, "`%s` is not given the device %s",
                   msm_label(policy, domain), view_device_text(device->device, text));
        compare_show_rule(comparison, d, device->rule, "the policy has it for this domain");
    }
}
