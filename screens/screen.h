#ifndef SCREENS_SCREEN_H
#define SCREENS_SCREEN_H
struct screen;
#endif
