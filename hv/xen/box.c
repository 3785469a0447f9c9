/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Recovery boxes: a few bytes that a label keeps while its domains come and go, so that a component that is
 * built anew finds what it must remember. They lie in the hypervisor's memory, and open to the label alone.
 *
 * There is room for BOXES. When they are all in use, those of labels that the live policy doesn't know make
 * way: until then a policy that gives way to the one before loses nothing.
 */
#include <xen/errno.h>
#include <xen/guest_access.h>
#include <xen/list.h>
#include <xen/sched.h>
#include <xen/string.h>
#include <xen/xmalloc.h>

#include "module.h"

#define BOXES 64u

struct box {
    struct list_head list;
    char label[BLOB_MAX_NAME + 1];
    uint32_t size;
    uint8_t bytes[XENON_BOX_SIZE];
};

static LIST_HEAD(boxes); /* all under msm_lock */
static unsigned int count;

static const char *label_of_caller(void)
{
    return msm_label_of(current->domain)->name;
}

static struct box *find_box(const char *label)
{
    struct box *box;

    list_for_each_entry (box, &boxes, list)
        if (!strcmp(box->label, label))
            return box;
    return NULL;
}

static struct box *find_stray(void)
{
    struct box *box;

    list_for_each_entry (box, &boxes, list)
        if (msm_find_domain(&msm_live->policy, box->label, strlen(box->label)) == BLOB_NONE)
            return box;
    return NULL;
}

/* The box that makes way for a new one of the label, or NULL. */
static struct box *remove_for(const char *label)
{
    struct box *box = find_box(label);

    if (!box && count == BOXES)
        box = find_stray();
    if (box) {
        list_del(&box->list);
        count--;
    }
    return box;
}

/* A box with the caller's bytes. 0, -ENOMEM or -EFAULT. */
static int fill(const struct xenon_box *op, struct box **filled)
{
    struct box *box = xzalloc(struct box);

    if (!box)
        return -ENOMEM;
    if (raw_copy_from_guest(box->bytes, (const void *)(unsigned long)op->buffer, op->size)) {
        xfree(box);
        return -EFAULT;
    }
    box->size = op->size;
    strlcpy(box->label, label_of_caller(), sizeof(box->label));
    *filled = box;
    return 0;
}

int msm_keep(const struct xenon_box *op)
{
    struct box *new = NULL, *old;
    int rc = op->size > XENON_BOX_SIZE ? -E2BIG : op->size ? fill(op, &new) : 0;

    if (rc)
        return rc;
    spin_lock(&msm_lock);
    old = remove_for(label_of_caller());
    if (new &&count < BOXES) {
        list_add(&new->list, &boxes);
        count++;
    } else if (new) {
        rc = -ENOSPC;
    }
    spin_unlock(&msm_lock);
    xfree(rc ? new : old);
    return rc;
}

int msm_recall(struct xenon_box *op)
{
    struct box *copy = xmalloc(struct box), *box;
    uint32_t room = op->size;
    int rc = 0;

    if (!copy)
        return -ENOMEM;
    op->size = 0;
    spin_lock(&msm_lock);
    box = find_box(label_of_caller());
    if (box) {
        op->size = box->size;
        memcpy(copy->bytes, box->bytes, box->size);
    }
    spin_unlock(&msm_lock);
    if (op->size <= room && raw_copy_to_guest((void *)(unsigned long)op->buffer, copy->bytes, op->size))
        rc = -EFAULT;
    xfree(copy);
    return rc;
}
