import Glibc
import NIOCore

/// One encoding of one recording: what a media URL of the origin leads to.
///
/// An id may have several assets that differ in their `itag`, as a video has several formats.
public struct Asset: Sendable {
  /// The video id; unreserved characters of RFC 3986 only.
  public let id: String
  /// The number of the format.
  public let itag: Int
  /// The media type without parameters, such as `audio/webm`.
  public let contentType: String
  /// The size in bytes.
  public let length: Int64
  private let storage: Storage

  /// An asset whose bytes are in memory.
  public init(id: String, itag: Int, contentType: String, bytes: [UInt8]) {
    precondition(MediaURL.isUnreserved(id), "an asset's id stands in a URL as it is")
    self.id = id
    self.itag = itag
    self.contentType = contentType
    length = Int64(bytes.count)
    storage = .memory(ByteBuffer(bytes: bytes))
  }

  /// An asset whose bytes are read from the file at `path` as they are asked for; the file stays open.
  ///
  /// - Throws: ``AssetError`` when the file can't be opened.
  public init(id: String, itag: Int, contentType: String, file path: String) throws(AssetError) {
    precondition(MediaURL.isUnreserved(id), "an asset's id stands in a URL as it is")
    let file = try OpenFile(path: path)
    self.id = id
    self.itag = itag
    self.contentType = contentType
    length = file.length
    storage = .file(file)
  }

  /// The bytes of `range`, which lies within the asset.
  ///
  /// - Throws: ``AssetError`` when the file has become shorter or can't be read.
  func bytes(_ range: Range<Int64>) throws(AssetError) -> ByteBuffer {
    switch storage {
    case .memory(let buffer):
      guard let slice = buffer.getSlice(at: Int(range.lowerBound), length: range.count) else {
        throw AssetError(path: nil, operation: "slice", code: EINVAL)
      }
      return slice
    case .file(let file):
      return try file.read(range)
    }
  }

  private enum Storage {
    case memory(ByteBuffer)
    case file(OpenFile)
  }
}

/// The file of an asset could not be used.
public struct AssetError: Error, Equatable, CustomStringConvertible {
  /// The file, `nil` for an asset in memory.
  public let path: String?
  /// What was tried.
  public let operation: String
  /// The `errno` of it.
  public let code: Int32

  /// What failed, and why, in the system's words.
  public var description: String {
    "\(operation) \(path ?? "asset"): \(String(cString: strerror(code)))"
  }
}

/// A file that is read at given places and closed when it is not held any more.
private final class OpenFile: Sendable {
  let path: String
  let length: Int64
  private let descriptor: Int32

  init(path: String) throws(AssetError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    self.path = path
    guard descriptor >= 0 else { throw AssetError(path: path, operation: "open", code: errno) }
    length = Int64(lseek(descriptor, 0, SEEK_END))
    guard length >= 0 else { throw AssetError(path: path, operation: "measure", code: errno) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  func read(_ range: Range<Int64>) throws(AssetError) -> ByteBuffer {
    var buffer = ByteBufferAllocator().buffer(capacity: range.count)
    while buffer.readableBytes < range.count {
      let missing = range.count - buffer.readableBytes
      let place = off_t(range.lowerBound) + off_t(buffer.readableBytes)
      let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: missing) { space in
        max(0, pread(descriptor, space.baseAddress, missing, place))
      }
      guard count > 0 else { throw AssetError(path: path, operation: "read", code: EIO) }
    }
    return buffer
  }
}
