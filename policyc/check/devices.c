/* SPDX-License-Identifier: GPL-2.0-only */
/* PCI devices: each belongs to one service at most. */
#include <stdlib.h>
#include <string.h>
#include "policyc/check/relations.h"

static void add_device(struct model *model, uint32_t domain, const struct ast_name *name)
{
    struct device *device = &model->devices[model->device_count];
    if (!parse_device(name->text, &device->device)) {
        struct diagnostic *d =
            report(findings(model), XP0237, name->span, "`%s` is no PCI device", name->text);
        report_help(findings(model), d,
                    "write segment, bus, device and function as lspci -D does: 0000:03:00.0");
        return;
    }
    device->domain = domain;
    device->declared = (struct rule){.effect = BLOB_SERVICE, .place = name->span};
    model->device_count++;
}

static int compare_devices(const void *left, const void *right)
{
    const struct device *a = left;
    const struct device *b = right;
    if (a->device != b->device)
        return a->device < b->device ? -1 : 1;
    return order_of_places(&a->declared.place, &b->declared.place);
}

static void report_given(struct model *model, const struct device *first, const struct device *second)
{
    struct diagnostic *d =
        first->domain == second->domain
            ? report(findings(model), XP0224, second->declared.place, "this device stands twice in this list")
            : report(findings(model), XP0238, second->declared.place, "this device is `%s`'s already",
                     model->domains[first->domain].name);
    report_note(findings(model), d, first->declared.place,
                first->domain == second->domain ? "the first time is here" : "`%s` is given it here",
                model->domains[first->domain].name);
}

void check_devices(struct model *model)
{
    size_t count = 0;
    for (size_t i = 0; i < model->domain_count; i++) {
        const struct ast_attribute *pci =
            model->domains[i].service ? find_attribute(&model->domains[i], AST_PCI) : NULL;
        for (const struct ast_name *name = pci ? pci->values.first : NULL; name; name = name->next)
            count++;
    }
    model->devices = arena_array(&model->compilation->arena, count, sizeof(*model->devices));
    for (uint32_t i = 0; i < model->domain_count; i++) {
        const struct ast_attribute *pci =
            model->domains[i].service ? find_attribute(&model->domains[i], AST_PCI) : NULL;
        for (const struct ast_name *name = pci ? pci->values.first : NULL; name; name = name->next)
            add_device(model, i, name);
    }
    if (model->device_count)
        qsort(model->devices, model->device_count, sizeof(*model->devices), compare_devices);
    for (size_t i = 1; i < model->device_count; i++)
        if (model->devices[i - 1].device == model->devices[i].device)
            report_given(model, &model->devices[i - 1], &model->devices[i]);
}
