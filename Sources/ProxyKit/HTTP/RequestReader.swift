package import NIOCore
import TrackKit

/// Reads requests from the bytes of a connection, to the letter of RFC 9112, without IO.
///
/// The decoder that comes with swift-nio does not do: behind an upgrade that is not taken it keeps all that follows in
/// memory and hands over no further request, and it bounds neither the fields nor their number.
///
/// Behind a refusal nothing more can be read: where the next request would begin is not known.
package struct RequestReader: Sendable {
  /// What the bytes so far amount to.
  package enum Step: Sendable, Equatable {
    /// More bytes are needed.
    case more
    /// The client waits for `100 Continue` before it sends its content (RFC 9110 §10.1.1).
    case awaitsContinue
    /// A whole request.
    case request(RequestHead)
    /// No request.
    case refused(RequestRefusal)
  }

  private enum Stage: Sendable {
    case line
    case fields
    case content(ContentReader)
  }

  /// The longest content that is kept, in bytes; `nil` where content is read and dropped.
  private let keeping: Int64?
  private var stage = Stage.line
  private var lines = LineScanner()
  private var draft = RequestDraft()
  /// Bytes of the head so far.
  private var headBytes = 0

  /// A reader at the beginning of a connection.
  ///
  /// - Parameter keeping: keep contents of at most so many bytes, framing included; `nil` drops them.
  package init(keeping: Int64? = nil) { self.keeping = keeping }

  /// Whether a part of a request has been read.
  package var isInside: Bool {
    if case .line = stage { false } else { true }
  }

  /// Reads on; takes what it has read from the front of `input`.
  package mutating func read(_ input: inout ByteBuffer) -> Step {
    do throws(RequestRefusal) {
      while true {
        switch stage {
        case .line, .fields:
          guard let length = try findLine(in: input) else { return .more }
          headBytes += length + 2
          guard headBytes <= RequestLimits.head else { throw Self.headTooLong }
          if let step = try readLine(length, of: &input) { return step }
        case .content(var reader):
          let progress = reader.read(&input)
          stage = .content(reader)
          switch progress {
          case .more: return .more
          case .malformed(let what): throw RequestRefusal.malformed(what)
          case .complete:
            draft.head.content = reader.content
            return .request(take())
          case .tooLong:
            draft.head.isContentUnread = true
            return .request(take())
          }
        }
      }
    } catch {
      return .refused(error)
    }
  }

  /// The length of the line at the front; `nil` when it is not all there.
  private mutating func findLine(in input: ByteBuffer) throws(RequestRefusal) -> Int? {
    let isFirst = if case .line = stage { true } else { false }
    let limit = isFirst ? RequestLimits.line : RequestLimits.field
    let tooLong = isFirst ? Self.lineTooLong : Self.fieldTooLong
    switch lines.find(in: input) {
    case .malformed: throw .malformed("a line does not end with CR LF")
    case .line(let length):
      guard length <= limit else { throw tooLong }
      return length
    case .part(let length):
      guard length <= limit + 1 else { throw tooLong }
      guard headBytes + length <= RequestLimits.head + 1 else { throw Self.headTooLong }
      // What begins otherwise, such as TLS, will never have a line.
      if isFirst, let byte = input.getInteger(at: input.readerIndex, as: UInt8.self), byte != 0x0D,
        !RequestDraft.isTokenByte(byte)
      {
        throw .malformed("this is no HTTP")
      }
      return nil
    }
  }

  private mutating func readLine(_ length: Int, of input: inout ByteBuffer) throws(RequestRefusal) -> Step? {
    defer { input.moveReaderIndex(forwardBy: length + 2) }
    let isFirst = if case .line = stage { true } else { false }
    // Empty lines in front of a request are what is left of sloppy content (RFC 9112 §2.2).
    if isFirst, length == 0 { return nil }
    if length == 0 {
      let framing = try draft.finish()
      stage = .content(
        ContentReader(framing, limit: keeping ?? RequestLimits.content, keeps: keeping != nil))
      return draft.awaitsContinue ? .awaitsContinue : nil
    }
    do {
      try input.withUnsafeReadableBytes { bytes in
        let line = UnsafeRawBufferPointer(rebasing: bytes[..<length])
        if isFirst { try draft.readRequestLine(line) } else { try draft.readField(line) }
      }
    } catch let refusal as RequestRefusal {
      throw refusal
    } catch {
      throw .malformed("\(error)")
    }
    stage = .fields
    return nil
  }

  private mutating func take() -> RequestHead {
    defer { self = RequestReader(keeping: keeping) }
    return draft.head
  }

  private static let lineTooLong = RequestRefusal(
    status: 414, sentence: "the request line is longer than \(RequestLimits.line) bytes")
  private static let fieldTooLong = RequestRefusal(
    status: 431, sentence: "a header field is longer than \(RequestLimits.field) bytes")
  private static let headTooLong = RequestRefusal(
    status: 431, sentence: "the header fields are longer than \(RequestLimits.head) bytes")
}
