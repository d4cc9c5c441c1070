#include "tests/bench/rows.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const char *const first[] = { "Acorn", "Birch", "Copper", "Dune", "Elm", "Fjord", "Glade", "Heron", "Islet", "Jasper",
	"Kelp", "Larch", "Mica", "Nectar", "Ochre", "Pebble", "Quince", "Rook", "Slate", "Thistle", "Umber", "Vale", "Wren",
	"Åkerlund", "Böhm", "Ćwikła", "Éclat", "Żuraw", "東雲", "Зоря" };
static const char *const second[] = { "Airlines", "Bakeries", "Data", "Energy", "Foods", "Group", "Health", "Instruments",
	"Labs", "Logistics", "Optics", "Paper", "Retail", "Systems", "Works" };
static const char *const ends[] = { "", "", "", "", "", " GmbH", " Ltd", " SA", ", Inc.", " \"\"EU\"\"" };
static const char *const stages[] = { "prospecting", "discovery", "solution", "proposal", "negotiation", "won", "lost" };
static const char *const segments[] = { "SMB", "Mid-Market", "Enterprise" };
static const char *const regions[] = { "NA", "EMEA", "APAC", "LATAM" };
static const char *const competitors[] = { "", "", "None", "Tern Software", "Status quo", "In-house" };

static uint64_t mix(uint64_t x)
{
	x += 0x9E3779B97F4A7C15u;
	x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
	x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
	return x ^ (x >> 31);
}

static unsigned below(uint64_t *state, unsigned n)
{
	*state = mix(*state);
	return (unsigned)(*state >> 33) % n;
}

static void put_date(FILE *f, unsigned day)
{
	fprintf(f, "%04u-%02u-%02u", 2019 + day / 336, day / 28 % 12 + 1, day % 28 + 1);
}

static void put_company(FILE *f, uint64_t company)
{
	uint64_t r = mix(company + 77);
	const char *a = first[below(&r, COUNT(first))], *b = second[below(&r, COUNT(second))];
	unsigned number = below(&r, 9000);
	const char *end = ends[below(&r, COUNT(ends))];

	fprintf(f, strpbrk(end, ",\"") ? "\"%s %s %u%s\"" : "%s %s %u%s", a, b, number, end);
}

static void put_row(FILE *f, long i, long count)
{
	uint64_t r = mix((uint64_t)i * 31 + 7);
	unsigned stage = below(&r, COUNT(stages)), created = below(&r, 2200), amount = 1 + below(&r, 90);

	for (unsigned zeros = 2 + below(&r, 4); zeros; zeros--)
		amount *= 10;
	fprintf(f, ROWS_ID ",", i);
	put_company(f, below(&r, (unsigned)(count / 12 + 1)));
	fprintf(f, ",%s,owner%02u,%u.%02u,USD,", stages[stage], below(&r, 40), amount + below(&r, 100), below(&r, 100));
	put_date(f, created);
	putc(',', f);
	if (stage >= 5)
		put_date(f, created + 5 + below(&r, 160));
	fprintf(f, ",%s,%s,%s\n", segments[below(&r, COUNT(segments))], regions[below(&r, COUNT(regions))],
		competitors[below(&r, COUNT(competitors))]);
}

static void put_commit(FILE *f, long i)
{
	char words[64];
	int n = snprintf(words, sizeof words, ROWS_COMMIT "\n", i);

	fprintf(f, "commit refs/heads/main\ncommitter Ann Rook <ann@team.example> %ld +0000\ndata %d\n%s", 1600000000 + i * 60, n,
		words);
}

static void put_entry(FILE *f, long i)
{
	uint64_t r = mix((uint64_t)i);

	fprintf(f, ",\n{\"name\":\"deal-%07ld\",\"asize\":%u,\"dsize\":4096}", i, below(&r, 4096));
}

static int write_all(const char *path, long count, const char *head, void (*put)(FILE *f, long i), const char *tail)
{
	FILE *f = fopen(path, "w");
	int failed;

	if (!f)
		return -1;
	fputs(head, f);
	for (long i = 1; i <= count; i++)
		put(f, i);
	fputs(tail, f);
	failed = ferror(f);
	return fclose(f) || failed ? -1 : 0;
}

int rows_write_commits(const char *path, long count)
{
	return write_all(path, count, "", put_commit, "");
}

int rows_write_listing(const char *path, long count)
{
	return write_all(path, count, "[1,0,{\"progname\":\"winloss\",\"progver\":\"1\",\"timestamp\":0},\n"
				      "[{\"name\":\"/register\",\"asize\":4096,\"dsize\":4096}", put_entry, "]]\n");
}

int rows_write(const char *path, long count)
{
	FILE *f = fopen(path, "w");
	int failed;

	if (!f)
		return -1;
	fputs("external_id,company,stage,owner,amount,currency,created,closed,segment,region,competitor\n", f);
	for (long i = 1; i <= count; i++)
		put_row(f, i, count);
	failed = ferror(f);
	return fclose(f) || failed ? -1 : 0;
}
