import FoundationEssentials

/// A private folder that is gone when the last reference is.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("ytmpd-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit {
    // A leftover in the temporary folder harms no test.
    try? FileManager.default.removeItem(atPath: path)
  }

  func write(_ text: some StringProtocol, to name: String) throws -> String {
    try write(Data(text.utf8), to: name)
  }

  func write(_ bytes: Data, to name: String) throws -> String {
    let file = "\(path)/\(name)"
    let folder = file[..<(file.lastIndex(of: "/") ?? file.endIndex)]
    try FileManager.default.createDirectory(atPath: String(folder), withIntermediateDirectories: true)
    try bytes.write(to: URL(fileURLWithPath: file))
    return file
  }
}
