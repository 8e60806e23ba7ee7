// What Swift needs of libcurl: its variadic calls, one typed function each.
#ifndef YTMPD_CCURL_SHIM_H
#define YTMPD_CCURL_SHIM_H

#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

static inline CURLcode CCurl_globalInit(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }

static inline CURLcode CCurl_setLong(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode CCurl_setString(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode CCurl_setPointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode CCurl_setHeaders(CURL *easy, struct curl_slist *headers) {
  return curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
}

typedef size_t (*CCurl_dataCallback)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode CCurl_setWriteCallback(CURL *easy, CCurl_dataCallback callback, void *context) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, callback);
  return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
}

static inline CURLcode CCurl_setHeaderCallback(CURL *easy, CCurl_dataCallback callback, void *context) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, callback);
  return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
}

// Calls back for a socket before a connection to an address is made.
static inline CURLcode CCurl_setOpenSocket(CURL *easy, curl_opensocket_callback callback, void *context) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, callback);
  return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, context);
}

// Calls back before each request is sent, over a new connection or an old one (libcurl 7.80 and newer).
typedef int (*CCurl_requestCallback)(void *context, char *address, char *localAddress, int port, int localPort);

static inline CURLcode CCurl_setBeforeRequest(CURL *easy, CCurl_requestCallback callback, void *context) {
#if LIBCURL_VERSION_NUM >= 0x075000
  CURLcode code = curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
  return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_PREREQDATA, context);
#else
  (void)easy; (void)callback; (void)context;
  return CURLE_OK;
#endif
}

// A socket for `address`, which ends with this process's image; -1 when there is none.
static inline curl_socket_t CCurl_socket(const struct curl_sockaddr *address) {
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static inline long CCurl_responseCode(CURL *easy) {
  long code = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &code);
  return code;
}

// The errno of the last connection that could not be made, 0 for none.
static inline long CCurl_systemError(CURL *easy) {
  long number = 0;
  curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &number);
  return number;
}

// The status of a proxy's answer to CONNECT, 0 for none.
static inline long CCurl_connectCode(CURL *easy) {
  long code = 0;
  curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &code);
  return code;
}

// What a SOCKS proxy answered when libcurl says CURLE_PROXY: a CURLproxycode.
static inline long CCurl_proxyError(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x074900
  long code = 0;
  curl_easy_getinfo(easy, CURLINFO_PROXY_ERROR, &code);
  return code;
#else
  return 0;
#endif
}

// What OpenSSL says of the proxy's certificate, as CCurl_verifyResult does.
static inline long CCurl_proxyVerifyResult(CURL *easy) {
  long code = 0;
  curl_easy_getinfo(easy, CURLINFO_PROXY_SSL_VERIFYRESULT, &code);
  return code;
}

// Whether the name of the server has been looked up in the last transfer.
static inline int CCurl_hasAddress(CURL *easy) {
  double seconds = 0;
  return curl_easy_getinfo(easy, CURLINFO_NAMELOOKUP_TIME, &seconds) != CURLE_OK || seconds > 0;
}

// What OpenSSL says of the peer's certificate: 0 for one that is in order, else an X509_V_ERR_ code.
static inline long CCurl_verifyResult(CURL *easy) {
  long code = 0;
  curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &code);
  return code;
}

// What CURLOPT_PRIVATE was set to.
static inline void *CCurl_private(CURL *easy) {
  void *pointer = NULL;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &pointer);
  return pointer;
}

// Whether a file of certificate authorities is at hand, set or built in.
static inline int CCurl_hasAuthorityFile(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075400
  char *path = NULL;
  return curl_easy_getinfo(easy, CURLINFO_CAINFO, &path) == CURLE_OK && path && access(path, R_OK) == 0;
#else
  return 0;
#endif
}

static inline CURLMcode CCurl_setMultiLong(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode CCurl_setSocketCallback(CURLM *multi, curl_socket_callback callback, void *context) {
  CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, callback);
  return code != CURLM_OK ? code : curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
}

static inline CURLMcode CCurl_setTimerCallback(CURLM *multi, curl_multi_timer_callback callback, void *context) {
  CURLMcode code = curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, callback);
  return code != CURLM_OK ? code : curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
}

// Where connections and addresses are kept, NULL when memory is short. It needs no lock: one thread has it.
static inline CURLSH *CCurl_makeConnectionShare(void) {
  CURLSH *share = curl_share_init();
  if (share == NULL) return NULL;
  if (curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT) == CURLSHE_OK &&
      curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS) == CURLSHE_OK)
    return share;
  curl_share_cleanup(share);
  return NULL;
}

// A name that is being looked up is not waited for when the transfer is given up (libcurl 7.87 and newer).
static inline void CCurl_neverWaitForNames(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075700
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#else
  (void)easy;
#endif
}

// The next finished transfer, NULL when there is none.
static inline CURL *CCurl_nextDone(CURLM *multi, CURLcode *result) {
  int left = 0;
  CURLMsg *message;
  while ((message = curl_multi_info_read(multi, &left)) != NULL) {
    if (message->msg == CURLMSG_DONE) {
      *result = message->data.result;
      return message->easy_handle;
    }
  }
  return NULL;
}

#endif
