import CMalloc

/// The C library's allocator, set up for a program that runs for weeks and whose large blocks are buffers.
enum Allocator {
  /// Call before there is a second thread.
  static func setUp() {
    // Left alone, glibc learns to keep blocks as large as the largest it has freed, and what a busy hour took
    // is never given back; and an arena a thread keeps what another thread needs. Buffers that are used again
    // and again are kept by the relay itself.
    CMalloc_set(16 * 1024, 256 * 1024, 2)
  }
}
