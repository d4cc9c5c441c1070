#include "model/io/zip_in.h"

#include "model/names.h"
#include "model/teeth.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zip.h>

#define PIECE 65536

struct zip_in {
	zip_t *zip;
	char *path;
	struct names names; /* in small letters, to positions */
};

bool zip_name_is_safe(const char *name)
{
	if (!*name || *name == '/' || strchr(name, '\\') || (isalpha((unsigned char)*name) && name[1] == ':'))
		return false;
	for (const char *s = name; *s; s++)
		if ((unsigned char)*s < 0x20)
			return false;
	for (const char *s = name; s; s = strchr(s, '/') ? strchr(s, '/') + 1 : NULL)
		if (!strncmp(s, "..", 2) && (!s[2] || s[2] == '/'))
			return false;
	return true;
}

static void lower(struct buf *out, const char *name)
{
	buf_clear(out);
	for (; *name; name++)
		buf_putc(out, (char)tolower((unsigned char)*name));
}

static int take_names(struct zip_in *z, struct err *err)
{
	zip_int64_t n = zip_get_num_entries(z->zip, 0);
	struct buf key = { 0 };
	int rc = 0;

	if (n > ZIP_PARTS_MAX)
		return err_set(err, ERR_INPUT, "%s: found %lld parts, expected at most %d", z->path, (long long)n,
			       ZIP_PARTS_MAX);
	for (zip_int64_t i = 0; i < n && !rc; i++) {
		const char *name = zip_get_name(z->zip, (zip_uint64_t)i, ZIP_FL_ENC_GUESS);

		if (!name || (!zip_name_is_safe(name) && !teeth_off("zip-name"))) {
			rc = err_set(err, ERR_INPUT,
				     "%s: found a part named \"%.120s\", expected names that stay inside of the file",
				     z->path, name ? name : "");
			break;
		}
		lower(&key, name);
		if (names_find(&z->names, buf_str(&key), key.len))
			rc = err_set(err, ERR_INPUT, "%s: the part \"%.120s\" is in it twice", z->path, name);
		else
			names_add(&z->names, buf_str(&key), key.len, i);
	}
	buf_done(&key);
	return rc;
}

int zip_in_open(struct zip_in **out, const char *path, struct err *err)
{
	struct zip_in *z = xcalloc(1, sizeof *z);
	zip_error_t why;
	int code = 0;

	*out = NULL;
	z->path = xstrdup(path);
	z->zip = zip_open(path, ZIP_RDONLY, &code);
	if (z->zip && !take_names(z, err)) {
		*out = z;
		return 0;
	}
	if (!z->zip) {
		zip_error_init_with_code(&why, code);
		err_set(err, code == ZIP_ER_NOENT || code == ZIP_ER_OPEN ? ERR_NO_INPUT : ERR_INPUT,
			"cannot read %s as a zip file: %s", path, zip_error_strerror(&why));
		zip_error_fini(&why);
	}
	zip_in_close(z);
	return -1;
}

void zip_in_close(struct zip_in *z)
{
	if (!z)
		return;
	if (z->zip)
		zip_discard(z->zip);
	names_done(&z->names);
	free(z->path);
	free(z);
}

long zip_in_find(const struct zip_in *z, const char *name)
{
	struct buf key = { 0 };
	int64_t *at;

	lower(&key, name);
	at = names_find(&z->names, buf_str(&key), key.len);
	buf_done(&key);
	return at ? (long)*at : -1;
}

/* As many bytes as come, whatever was said of them. */
static int read_all(struct zip_in *z, zip_file_t *f, const zip_stat_t *st, size_t max, struct buf *out,
		    struct err *err)
{
	size_t from = out->len;
	char piece[PIECE];
	zip_int64_t n;

	while ((n = zip_fread(f, piece, sizeof piece)) > 0) {
		buf_add(out, piece, (size_t)n);
		if (out->len - from > max)
			return err_set(err, ERR_INPUT, "%s: the part \"%.120s\" is larger than %zu MiB", z->path,
				       st->name, max >> 20);
		if (!teeth_off("zip-size") && out->len - from > (1 << 20) &&
		    (out->len - from) / ZIP_PACKED_MAX > st->comp_size)
			return err_set(err, ERR_INPUT, "%s: the part \"%.120s\" grows to more than %d times its size",
				       z->path, st->name, ZIP_PACKED_MAX);
	}
	if (n < 0)
		return err_set(err, ERR_INPUT, "%s: the part \"%.120s\" is damaged: %s", z->path, st->name,
			       zip_file_strerror(f));
	return 0;
}

int zip_in_read(struct zip_in *z, long part, size_t max, struct buf *out, struct err *err)
{
	zip_file_t *f;
	zip_stat_t st;
	int rc;

	if (zip_stat_index(z->zip, (zip_uint64_t)part, 0, &st) || !(st.valid & ZIP_STAT_COMP_SIZE))
		return err_set(err, ERR_INPUT, "%s: part %ld is damaged", z->path, part);
	f = zip_fopen_index(z->zip, (zip_uint64_t)part, 0);
	if (!f)
		return err_set(err, ERR_INPUT, "%s: the part \"%.120s\" cannot be read: %s", z->path, st.name,
			       zip_strerror(z->zip));
	rc = read_all(z, f, &st, max, out, err);
	zip_fclose(f);
	return rc;
}
