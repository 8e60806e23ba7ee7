#ifndef CICUDATA_H
#define CICUDATA_H
// Nothing to call: the target is linked for the one symbol that its source file defines.
#endif
