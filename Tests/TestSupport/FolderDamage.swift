import Foundation
import Glibc

/// What befalls the files of a folder behind the back of the program that they belong to.
package struct FolderDamage: Sendable {
  /// Something that somebody does to a file.
  package enum Kind: String, Sendable, CaseIterable {
    case deletion, replacement, exchange, secondName, stranger, overwriting, truncation, emptying

    /// Those that leave a reader who has the file open what it has.
    package static let besideReaders: [Kind] = [.deletion, .replacement, .exchange, .secondName, .stranger]
  }

  private let folder: String
  private let ending: String

  /// Damage to the files of `folder` whose names end so.
  package init(folder: String, ending: String) {
    self.folder = folder
    self.ending = ending
  }

  /// The names of the files.
  package var names: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(ending) }.sorted()
    }
  }

  /// Does this to a file, or to two.
  ///
  /// - Returns: what was done to which; `nil` when there is no file, or it has gone meanwhile.
  package func strike<Generator: RandomNumberGenerator>(
    _ kind: Kind, using generator: inout Generator
  ) throws -> String? {
    guard let name = try names.randomElement(using: &generator),
      let other = try names.randomElement(using: &generator)
    else { return nil }
    let path = folder + "/" + name
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    let length = Int(status.st_size)
    let place = Int.random(in: 0...max(0, length - 1), using: &generator)
    let noise = (0..<Int.random(in: 1...200_000, using: &generator)).map {
      UInt8(truncatingIfNeeded: $0 &* 31)
    }
    var isDone = true
    switch kind {
    case .deletion: isDone = unlink(path) == 0
    case .replacement:
      isDone = write(noise, at: place, of: path + ".new", creating: true) && rename(path + ".new", path) == 0
    case .exchange:
      let aside = path + ".aside"
      isDone =
        rename(path, aside) == 0 && rename(folder + "/" + other, path) == 0
        && rename(aside, folder + "/" + other) == 0
    case .secondName: isDone = link(path, path + ".second") == 0
    case .stranger:
      let number = Int.random(in: 0x1000_0000_0000_0000...Int.max, using: &generator)
      isDone = write(noise, at: 0, of: folder + "/" + String(number, radix: 16) + ending, creating: true)
    case .overwriting: isDone = write(noise, at: place, of: path, creating: false)
    case .truncation: isDone = truncate(path, off_t(place)) == 0
    case .emptying: isDone = truncate(path, 0) == 0 && truncate(path, off_t(length)) == 0
    }
    return isDone ? "\(kind.rawValue) of \(name) at \(place)" : nil
  }

  private func write(_ bytes: [UInt8], at place: Int, of path: String, creating: Bool) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | (creating ? O_CREAT | O_TRUNC : 0), 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return pwrite(descriptor, bytes, bytes.count, off_t(place)) == bytes.count
  }
}
