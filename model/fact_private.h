#ifndef MODEL_FACT_PRIVATE_H
#define MODEL_FACT_PRIVATE_H
/* Shared by the files of facts. */
#include "model/fact.h"

/* Whether the sums of that kind are kept for that side; else its rows are walked. */
bool fact_is_summed(enum fact_kind kind, enum fact_dim dim);
#endif
