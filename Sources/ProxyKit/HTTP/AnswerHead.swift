import Glibc
package import NIOCore
package import TrackKit

/// Makes the bytes of an answer's head (RFC 9112 §4 and §5).
package enum AnswerHead {
  /// The head of an answer.
  package static func bytes(status: Int, version: RequestHead.Version, fields: [HeaderField]...) -> ByteBuffer
  {
    var buffer = ByteBufferAllocator().buffer(capacity: 512)
    buffer.writeString(start(version))
    buffer.writeString("\(status) \(phrase(for: status))\r\n")
    for fields in fields {
      for field in fields {
        buffer.writeString(field.name)
        buffer.writeStaticString(": ")
        buffer.writeString(field.value)
        buffer.writeStaticString("\r\n")
      }
    }
    buffer.writeStaticString("\r\n")
    return buffer
  }

  /// What every answer to that version begins with. Whoever asks by HTTP/1.0 today is old, and gets its own version back.
  static func start(_ version: RequestHead.Version) -> String {
    version == .http1_0 ? "HTTP/1.0 " : "HTTP/1.1 "
  }

  /// The interim answer to `Expect: 100-continue` (RFC 9110 §15.2.1).
  package static let proceed = "HTTP/1.1 100 Continue\r\n\r\n"

  private static func phrase(for status: Int) -> String {
    switch status {
    case 200: "OK"
    case 204: "No Content"
    case 206: "Partial Content"
    case 304: "Not Modified"
    case 400: "Bad Request"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 409: "Conflict"
    case 412: "Precondition Failed"
    case 413: "Content Too Large"
    case 414: "URI Too Long"
    case 416: "Range Not Satisfiable"
    case 417: "Expectation Failed"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 502: "Bad Gateway"
    case 503: "Service Unavailable"
    case 504: "Gateway Timeout"
    case 505: "HTTP Version Not Supported"
    default: "Status"
    }
  }
}
