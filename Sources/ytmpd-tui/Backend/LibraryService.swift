import LibraryKit
import ServiceLifecycle

/// Ends yt-dlp and all it started when the program goes down.
struct LibraryService: Service {
  let library: Library

  func run() async throws {
    try await gracefulShutdown()
    await library.stop()
  }
}
