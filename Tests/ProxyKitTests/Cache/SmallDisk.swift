import Foundation

/// A file system of a few bytes, where this user may mount one.
enum SmallDisk {
  /// Whether that can be done here.
  static let isPossible: Bool = {
    guard geteuid() == 0 else { return false }
    let folder = NSTemporaryDirectory() + "ytmpd-disk-\(UUID().uuidString)"
    defer { rmdir(folder) }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try mount(["-t", "tmpfs", "-o", "size=65536", "tmpfs", folder])
    } catch {
      return false
    }
    umount2(folder, 0)
    return true
  }()

  /// Runs `body` with the path of a disk of so many bytes.
  static func run(bytes: Int, _ body: (String) async throws -> Void) async throws {
    let folder = NSTemporaryDirectory() + "ytmpd-disk-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { rmdir(folder) }
    try mount(["-t", "tmpfs", "-o", "size=\(bytes)", "tmpfs", folder])
    // Lazily: what a failed test leaves open must not keep it.
    defer { umount2(folder, Int32(MNT_DETACH)) }
    try await body(folder)
  }

  static func mount(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/mount")
    process.arguments = arguments
    process.standardError = Pipe()
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
  }
}
