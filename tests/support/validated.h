#ifndef TESTS_SUPPORT_VALIDATED_H
#define TESTS_SUPPORT_VALIDATED_H
#include "model/interview.h"

/* An interview is validated without a reviewer, and without what its record must hold: what is coded does not depend on
 * who looked at it. 0 or -1. */
int validated(struct store *s, int64_t interview, struct err *err);
#endif
