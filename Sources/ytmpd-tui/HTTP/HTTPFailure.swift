import CCurl
import Glibc

/// Why there was no answer.
enum HTTPFailure: Error, Equatable {
  /// Nobody listens.
  case nobody
  /// A program does, but does not answer in time.
  case silence
  /// What answered does not speak HTTP, broke off, or said more than anybody of ours would.
  case gibberish
  /// The host has no address, or the system failed.
  case system(String)

  /// What libcurl's `code` of a transfer means.
  ///
  /// - Parameter errorNumber: what the system said last, when connecting failed; 0 for nothing.
  init(_ code: CURLcode, errorNumber: Int32) {
    switch code {
    case CURLE_OPERATION_TIMEDOUT: self = .silence
    case CURLE_COULDNT_CONNECT:
      switch errorNumber {
      // An address of a kind that this machine lacks has nobody either.
      case 0, ECONNREFUSED, EADDRNOTAVAIL, EAFNOSUPPORT: self = .nobody
      case ETIMEDOUT: self = .silence
      default: self = .system(String(cString: strerror(errorNumber)))
      }
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_URL_MALFORMAT, CURLE_FAILED_INIT, CURLE_OUT_OF_MEMORY:
      self = .system(String(cString: curl_easy_strerror(code)))
    default: self = .gibberish
    }
  }
}
