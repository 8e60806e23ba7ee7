import FoundationEssentials
import Glibc

/// Folders among the temporary files that nobody else can read.
enum PrivateFolder {
  /// Makes a folder, with what it is for in its name.
  ///
  /// - Returns: its path; `nil` when the system refuses.
  static func make(_ purpose: String) -> String? {
    let template = FileManager.default.temporaryDirectory.path() + "ytmpd-tui-\(purpose)-XXXXXX"
    var bytes = Array(template.utf8CString)
    return bytes.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
  }

  /// Removes a folder with the files in it, but for what the system refuses to remove.
  static func remove(_ path: String) {
    guard let folder = opendir(path) else { return }
    var names: [String] = []
    while let entry = readdir(folder) {
      names.append(
        withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        })
    }
    closedir(folder)
    for name in names where name != "." && name != ".." { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
