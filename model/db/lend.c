#include "model/db/private.h"

#include "model/teeth.h"

/* One for all connections: only who has to wait comes here. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t given_back = PTHREAD_COND_INITIALIZER;

void db_lend(struct db *db, pthread_t borrower)
{
	if (!db_is_lent(db))
		db->borrower = borrower;
	atomic_fetch_add(&db->lent, 1);
}

void db_give_back(struct db *db)
{
	pthread_mutex_lock(&lock);
	atomic_fetch_sub(&db->lent, 1);
	pthread_cond_broadcast(&given_back);
	pthread_mutex_unlock(&lock);
}

bool db_is_lent(const struct db *db)
{
	return atomic_load(&db->lent) > 0;
}

void db_wait_own(struct db *db)
{
	if (!db_is_lent(db) || pthread_equal(db->borrower, pthread_self()) || teeth_off("db-lent"))
		return;
	pthread_mutex_lock(&lock);
	while (db_is_lent(db))
		pthread_cond_wait(&given_back, &lock);
	pthread_mutex_unlock(&lock);
}
