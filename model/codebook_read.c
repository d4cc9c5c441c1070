/* A file of themes, whatever it is. */
#include "model/codebook_private.h"

#include "model/file.h"

#include <errno.h>
#include <string.h>

/* XML begins with a < in whatever encoding, behind a mark or blanks. */
static bool is_xml(const char *file, const unsigned char *s, size_t n)
{
	size_t len = strlen(file), at = 0;

	if (len > 4 && !strcasecmp(file + len - 4, ".qdc"))
		return true;
	while (at < n && (strchr(" \t\r\n", s[at]) || s[at] >= 0xbb))
		at++;
	return at < n && s[at] == '<';
}

int codebook_read_bytes(const char *file, const void *bytes, size_t n, const struct codebook_options *opt,
			struct codebook *out, struct buf *notes, struct err *err)
{
	static const struct codebook_options none;
	int rc;

	*out = (struct codebook){ .name = xstrdup(file) };
	if (n > CODEBOOK_FILE_MAX)
		rc = err_set(err, ERR_INPUT, "%s: the file is larger than %d MiB", file, CODEBOOK_FILE_MAX >> 20);
	else if (n > 4 && !memcmp(bytes, "PK\3\4", 4))
		rc = err_set(err, ERR_INPUT,
			     "%s: found a zip file, expected CSV or a codebook (.qdc); a coded project (.qdpx) comes "
			     "with `import codes`",
			     file);
	else if (is_xml(file, bytes, n))
		rc = codebook_read_qdc(file, bytes, n, out, err);
	else
		rc = codebook_read_csv(file, bytes, n, opt ? opt : &none, out, notes, err);
	if (!rc)
		rc = codebook_check(out, file, err);
	if (rc)
		codebook_done(out);
	return rc ? -1 : 0;
}

int codebook_read(const char *path, const struct codebook_options *opt, struct codebook *out, struct buf *notes,
		  struct err *err)
{
	bool in = !strcmp(path, "-");
	struct buf bytes = { 0 };
	int rc;

	*out = (struct codebook){ 0 };
	if (file_read(in ? "/dev/stdin" : path, CODEBOOK_FILE_MAX + 1, &bytes)) {
		rc = err_set(err, errno == ENOENT || errno == EACCES || errno == EISDIR ? ERR_NO_INPUT : ERR_IO,
			     "cannot read %s: %s", path, strerror(errno));
	} else {
		rc = codebook_read_bytes(in ? "standard input" : path, buf_str(&bytes), bytes.len, opt, out, notes,
					 err);
	}
	buf_done(&bytes);
	return rc;
}
