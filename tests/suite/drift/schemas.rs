//! The schemas of the whole suite.

use orm::schema;
use orm::schema::Schema;

use crate::classics::{chinook, northwind, sakila};
use crate::scenarios::{
    blog, bulk_load, library, nested, organisation, school, selecting, shapes, tree, trees,
    update_many, upsert, validation, versions,
};
use crate::{contract, edges, errors, limits, locks, pages, raw, schema as tables};

/// Each by itself: several of them have tables of one name.
pub fn all() -> Vec<Schema> {
    let mut all = vec![
        {
            use tables::*;
            schema![Volume, Country, City, Order, Line, Long, User]
        },
        {
            use contract::*;
            schema![
                Author, Person, Book, Review, Profile, Student, Course, Enrollment
            ]
        },
        schema![
            edges::LongName,
            edges::Page,
            edges::Link,
            edges::Pair,
            edges::Step
        ],
        schema![
            edges::Shelf,
            edges::SecondShelf,
            edges::Meter,
            edges::Reading
        ],
        schema![errors::Team, errors::Player],
        schema![limits::Point, limits::Line, locks::Queue, locks::Job],
        schema![
            pages::Seller,
            pages::Item,
            pages::Tile,
            raw::Maker,
            raw::Toy
        ],
        schema![versions::Account, versions::Bank, versions::OrderLine],
        schema![upsert::Copy, upsert::Seat, upsert::Reader, upsert::Card],
        schema![update_many::Sample, update_many::Record, update_many::Row],
        schema![bulk_load::Sensor, bulk_load::Measurement],
        schema![validation::Club, validation::Member, trees::Category],
        schema![selecting::Country, selecting::Writer, selecting::Novel],
        schema![tree::Category, tree::Person],
        {
            use blog::*;
            schema![User, Profile, Post, Comment, Tag]
        },
        {
            use library::*;
            schema![Author, Biography, Publisher, Book, Subject, Copy]
        },
        {
            use organisation::*;
            schema![Tenant, Team, Employee, Badge]
        },
        {
            use school::*;
            schema![Student, Course, Enrollment, Teacher, Guest, Room, Visit]
        },
        {
            use shapes::*;
            schema![
                Author, Biography, Publisher, Book, Subject, Student, Course, Enrollment
            ]
        },
        {
            use nested::*;
            schema![Author, Profile, Book, Review, Subject, Folder, Order, Line]
        },
    ];
    all.extend(of_classics());
    #[cfg(all(feature = "chrono", feature = "time"))]
    {
        use crate::scenarios::archive::*;
        all.push(schema![Person, Badge, Post, Topic, Following, Comment]);
    }
    #[cfg(feature = "chrono")]
    {
        use crate::scenarios::hooks::*;
        all.push(schema![Article, Entry, Section, Draft]);
    }
    all
}

fn of_classics() -> [Schema; 3] {
    [
        {
            use chinook::models::*;
            schema![
                Artist,
                Album,
                Genre,
                Track,
                Playlist,
                Employee,
                Customer,
                Invoice,
                InvoiceLine
            ]
        },
        {
            use northwind::models::*;
            schema![
                Category, Supplier, Product, Customer, Employee, Shipper, Order, OrderLine
            ]
        },
        {
            use sakila::models::*;
            schema![
                Language, Actor, Category, Film, Copy, Customer, Rental, Review
            ]
        },
    ]
}
