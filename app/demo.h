#ifndef APP_DEMO_H
#define APP_DEMO_H
/* `winloss demo`: the application on a fresh sample database in a temporary place, which is removed afterwards.
 * `as`, `now` (may be NULL) as on the command line; without `as` the sample's cro acts. The exit status. */
int demo_run(const char *as, const char *now, const char *color);
#endif
