import CMalloc

/// The C library's allocator, set up for a program that runs for weeks and whose large blocks are buffers.
enum Allocator {
  /// Call before there is a second thread.
  static func setUp() {
    // Left alone, glibc learns to keep blocks as large as the largest it has freed, and what a busy hour took
    // is never given back; and an arena a thread keeps what another thread needs. Blocks of their own are only
    // for what is larger than a range buffer, libcurl's or ours: mapping those again for every range costs ten
    // times the page faults, and half again of the relay's CPU.
    // The end of the heap stays until it is two such blocks, or each request would fetch its pages again.
    CMalloc_set(384 * 1024, 640 * 1024, 2)
  }
}
