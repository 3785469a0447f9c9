/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which policies are analysed: every open document that is a main file, and of those that are there to be
 * imported the ones that none of these imports.
 */
#include "policyc/server/session.h"

/* Whether the document is part of what is analysed for another one. */
static bool is_covered(const struct session *session, const struct document *document)
{
    for (struct document *other = session->documents.first; other; other = other->next)
        if (other != document && other->analysis && analysis_has(other->analysis, document, NULL))
            return true;
    return false;
}

void session_refresh(struct session *session)
{
    struct document *document;
    for (document = session->documents.first; document; document = document->next)
        if (!document->analysis && !document->is_library)
            document->analysis = analysis_make(&session->options, document);
    for (document = session->documents.first; document; document = document->next)
        if (!document->analysis && !is_covered(session, document))
            document->analysis = analysis_make(&session->options, document);
    for (document = session->documents.first; document; document = document->next)
        if (document->analysis && document->is_library && is_covered(session, document)) {
            analysis_free(document->analysis);
            document->analysis = NULL;
        }
}
